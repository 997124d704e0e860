module Main exposing (main)

{-| The page: forms, a timeline that follows a welcome mail, and a board that everybody sees.
-}

import Ask
import Board exposing (Board)
import Browser
import Browser.Dom
import Browser.Navigation
import BuildAmp exposing (SseEvent(..), SseMessage(..))
import BuildAmp.Api.Board as Api exposing (BoardRes)
import BuildAmp.Api.Comments as Comments exposing (SubmitCommentRes)
import BuildAmp.Api.People as People exposing (SignInRes, SignOutRes, SignUpRes)
import BuildAmp.People exposing (Welcome)
import BuildAmp.Sse.Board as Sse
import BuildAmpClient as Client
import BuildAmpPorts
import BuildAmpSse exposing (ConnectionState(..))
import Dict
import File exposing (File)
import Form exposing (Form)
import Html exposing (Html, button, div, h2, input, label, p, section, span, text)
import Html.Attributes exposing (accept, attribute, class, hidden, id, type_)
import Html.Events exposing (on, onClick)
import Html.Keyed as Keyed
import Json.Decode as Decode
import Process
import Task
import Time
import Timeline


main : Program String Model Msg
main =
    Browser.element
        { init = init
        , update = update
        , subscriptions = subscriptions
        , view = view
        }


type alias Model =
    { signUp : Form
    , signIn : Form
    , comment : Form
    , welcome : Maybe Welcome
    , board : Board
    , connection : ConnectionState
    , toasts : List String
    , clock : Timeline.Clock
    , files : Int
    , uploadProblem : String
    , payProblem : String
    }


{-| What is loaded at once may have a gap; what is loaded once the connection is open has none.
-}
init : String -> ( Model, Cmd Msg )
init seed =
    ( { signUp = Form.init (seed ++ "-up")
      , signIn = Form.init (seed ++ "-in")
      , comment = Form.init (seed ++ "-comment")
      , welcome = Nothing
      , board = Board.empty
      , connection = Connecting
      , toasts = []
      , clock = Timeline.Clock Time.utc (Time.millisToPosix 0)
      , files = 0
      , uploadProblem = ""
      , payProblem = ""
      }
    , Cmd.batch
        [ BuildAmp.connect BuildAmpPorts.toBuildAmp
        , load
        , Task.perform Started (Task.map2 Timeline.Clock Time.here Time.now)
        ]
    )


{-| Loads what the server has on record.
-}
load : Cmd Msg
load =
    Api.board {} |> Client.toCmd Client.default Loaded



-- UPDATE


type Msg
    = Started Timeline.Clock
    | Ticked Time.Posix
    | Loaded (Result Client.Error BoardRes)
    | Heard SseEvent
    | ToastEnded
    | SignUp (Form.Msg SignUpRes)
    | SignIn (Form.Msg SignInRes)
    | Comment (Form.Msg SubmitCommentRes)
    | SignOutClicked
    | SignedOut (Result Client.Error SignOutRes)
    | FileChosen File
    | Uploaded (Result String Sse.UploadProgressed)
    | PayClicked
    | Paid (Result String ())
    | Scrolled


update : Msg -> Model -> ( Model, Cmd Msg )
update msg model =
    case msg of
        Started clock ->
            ( { model | clock = clock }, Cmd.none )

        Ticked now ->
            ( { model | clock = Timeline.Clock model.clock.zone now }, Cmd.none )

        Loaded (Ok loaded) ->
            learn loaded model

        Loaded (Err _) ->
            -- When the server is away the connection says so, and once it is open again, this is loaded again.
            ( model, Cmd.none )

        Heard (Received message) ->
            hear message model

        Heard (StateChanged Open) ->
            ( { model | connection = Open }, load )

        Heard (StateChanged connection) ->
            ( { model | connection = connection }, Cmd.none )

        Heard (Malformed _) ->
            ( model, Cmd.none )

        ToastEnded ->
            ( { model | toasts = List.drop 1 model.toasts }, Cmd.none )

        SignUp change ->
            let
                ( form, signedUp, cmd ) =
                    Form.update signingUp change model.signUp
            in
            { model | signUp = form }
                |> whatever signedUp (\{ welcome } -> learn { nothing | welcome = Just welcome })
                |> also (Cmd.map SignUp cmd)

        SignIn change ->
            let
                ( form, signedIn, cmd ) =
                    Form.update signingIn change model.signIn
            in
            { model | signIn = form }
                |> whatever signedIn (\_ known -> ( forgetWho known, load ))
                |> also (Cmd.map SignIn cmd)

        Comment change ->
            let
                ( form, added, cmd ) =
                    Form.update commenting change model.comment
            in
            { model | comment = form }
                |> whatever added (\{ comment } -> learn { nothing | comments = [ comment ] })
                |> also (Cmd.map Comment cmd)

        SignOutClicked ->
            ( model, People.signOut {} |> Client.toCmd Client.default SignedOut )

        SignedOut _ ->
            -- A page that is opened begins another session.
            ( model, Browser.Navigation.reload )

        FileChosen file ->
            -- An input of its own for each, so that the same file can be chosen once more.
            ( { model | files = model.files + 1 }, Ask.upload Uploaded file )

        Uploaded (Ok upload) ->
            learn { nothing | uploads = [ upload ] } { model | uploadProblem = "" }

        Uploaded (Err problem) ->
            ( { model | uploadProblem = problem }, Cmd.none )

        PayClicked ->
            ( model, Ask.pay Paid )

        Paid (Ok ()) ->
            ( { model | payProblem = "" }, Cmd.none )

        Paid (Err problem) ->
            ( { model | payProblem = problem }, Cmd.none )

        Scrolled ->
            ( model, Cmd.none )


whatever : Maybe a -> (a -> Model -> ( Model, Cmd Msg )) -> Model -> ( Model, Cmd Msg )
whatever answer act model =
    case answer of
        Just is ->
            act is model

        Nothing ->
            ( model, Cmd.none )


also : Cmd Msg -> ( Model, Cmd Msg ) -> ( Model, Cmd Msg )
also more ( model, cmd ) =
    ( model, Cmd.batch [ cmd, more ] )


hear : SseMessage -> Model -> ( Model, Cmd Msg )
hear message model =
    case message of
        CommentAdded { comment } ->
            learn { nothing | comments = [ comment ] } model

        PaymentReceived { payment } ->
            learn { nothing | payments = [ payment ] } model

        PictureAdded { picture } ->
            learn { nothing | pictures = [ picture ] } model

        UploadProgressed upload ->
            learn { nothing | uploads = [ upload ] } model

        WelcomeEmailSent { email } ->
            ( { model | toasts = model.toasts ++ [ "Welcome mail sent to " ++ email ] }
            , Task.perform (\() -> ToastEnded) (Process.sleep 6000)
            )

        WorkflowProgress progress ->
            -- What is told about the mail on this page is a step; about another one, it is a reason to load.
            if progress.eventType /= "email.send_welcome_email" then
                ( model, Cmd.none )

            else
                case model.welcome of
                    Just welcome ->
                        if welcome.correlationId == progress.correlationId then
                            learn { nothing | welcome = Just { welcome | steps = [ Timeline.step progress ] } } model

                        else
                            ( model, load )

                    Nothing ->
                        ( model, load )

        Resync _ ->
            ( model, load )

        Unknown _ _ ->
            ( model, Cmd.none )


nothing : BoardRes
nothing =
    { welcome = Nothing, comments = [], payments = [], pictures = [], uploads = [] }


learn : BoardRes -> Model -> ( Model, Cmd Msg )
learn more model =
    let
        welcome =
            case ( model.welcome, more.welcome ) of
                ( Just known, Just new ) ->
                    Just (Timeline.merge known new)

                ( known, Nothing ) ->
                    known

                ( Nothing, new ) ->
                    new

        board =
            Board.add more model.board
    in
    ( { model | welcome = welcome, board = board }
    , if Dict.size board.comments > Dict.size model.board.comments then
        Task.attempt (\_ -> Scrolled) (Browser.Dom.setViewportOf "comment-list" 0 1000000)

      else
        Cmd.none
    )


{-| Whoever signs in is somebody else.
-}
forgetWho : Model -> Model
forgetWho ({ board } as model) =
    { model | welcome = Nothing, board = { board | uploads = Dict.empty } }


signingUp : { request : Form -> Client.Request SignUpRes, ids : Dict.Dict String String }
signingUp =
    { request = \form -> People.signUp { name = Form.entered "name" form, email = Form.entered "email" form }
    , ids = Dict.fromList [ ( "name", "name" ), ( "email", "email" ) ]
    }


signingIn : { request : Form -> Client.Request SignInRes, ids : Dict.Dict String String }
signingIn =
    { request = \form -> People.signIn { email = Form.entered "email" form }
    , ids = Dict.fromList [ ( "email", "known" ) ]
    }


commenting : { request : Form -> Client.Request SubmitCommentRes, ids : Dict.Dict String String }
commenting =
    { request = \form -> Comments.submitComment { text = Form.entered "text" form }
    , ids = Dict.fromList [ ( "text", "text" ) ]
    }


subscriptions : Model -> Sub Msg
subscriptions _ =
    Sub.batch
        [ BuildAmp.subscription BuildAmpPorts.fromBuildAmp Heard
        , Time.every 250 Ticked
        ]



-- VIEW


view : Model -> Html Msg
view model =
    div []
        [ div [ class "columns" ]
            [ card "sign-up"
                [ div [ class "head" ] [ h2 [ id "sign-up" ] [ text "Sign up" ], viewWho model.welcome ]
                , Html.map SignUp (viewSignUp model.signUp)
                , Html.map SignIn (viewSignIn model.signIn)
                ]
            , card "progress"
                [ div [ class "head" ]
                    [ h2 [ id "progress" ] [ text "What happens" ]
                    , viewConnection model.connection
                    ]
                , Timeline.view model.clock model.welcome
                , none "Nothing yet. Each step of your welcome mail appears here as it happens."
                ]
            , card "comments"
                [ h2 [ id "comments" ] [ text "Comments" ]
                , Board.viewComments model.clock.zone model.board
                , none "Nobody has said anything yet."
                , Html.map Comment (viewComment model.comment)
                ]
            , div [ class "stack" ] [ viewPictures model, viewPayments model ]
            ]
        , p [ class "note" ]
            [ text "The mail service of this example refuses each mail once, so that there is something to see. A second tab shows the same, and so does a reload." ]
        , div [ class "toasts", attribute "role" "status" ]
            (List.map (\toast -> p [] [ text toast ]) model.toasts)
        ]


card : String -> List (Html msg) -> Html msg
card heading =
    section [ class "card", attribute "aria-labelledby" heading ]


{-| What stands there instead of an empty list.
-}
none : String -> Html msg
none words =
    p [ class "empty" ] [ text words ]


viewWho : Maybe Welcome -> Html Msg
viewWho welcome =
    p [ class "who", hidden (welcome == Nothing) ]
        [ span [] [ text (Maybe.map .name welcome |> Maybe.withDefault "") ]
        , button [ type_ "button", class "quiet", onClick SignOutClicked ] [ text "Sign out" ]
        ]


viewSignUp : Form -> Html (Form.Msg SignUpRes)
viewSignUp form =
    Form.view
        [ Form.field (Form.Input "name" "name" "Name") [ attribute "autocomplete" "name" ] [] form
        , Form.field (Form.Input "email" "email" "E-mail address") mail [] form
        , Form.button "Sign up" [] form
        , Form.rest form
        ]


viewSignIn : Form -> Html (Form.Msg SignInRes)
viewSignIn form =
    Form.view
        [ Form.field (Form.Input "email" "known" "Signed up before? Your address")
            mail
            [ Form.button "Sign in" [ class "second" ] form ]
            form
        , Form.rest form
        ]


mail : List (Html.Attribute msg)
mail =
    [ type_ "email", attribute "autocomplete" "email", attribute "spellcheck" "false" ]


viewComment : Form -> Html (Form.Msg SubmitCommentRes)
viewComment form =
    Form.view
        [ Form.text (Form.Input "text" "text" "Your comment") form
        , Form.button "Comment" [] form
        , Form.rest form
        ]


viewPictures : Model -> Html Msg
viewPictures model =
    card "pictures"
        [ div [ class "head" ]
            [ h2 [ id "pictures" ] [ text "Pictures" ]
            , label [ class "second file" ]
                [ text "Upload a picture"
                , Keyed.node "span" [] [ ( String.fromInt model.files, viewFile ) ]
                ]
            ]
        , Board.viewPictures model.board
        , none "None yet."
        , Board.viewUploads model.board
        , p [ class "error", id "picture-error", attribute "role" "alert" ] [ text model.uploadProblem ]
        ]


viewFile : Html Msg
viewFile =
    input
        [ id "picture"
        , type_ "file"
        , accept "image/png,image/jpeg"
        , on "change" (Decode.at [ "target", "files", "0" ] File.decoder |> Decode.map FileChosen)
        ]
        []


viewPayments : Model -> Html Msg
viewPayments model =
    card "payments"
        [ div [ class "head" ]
            [ h2 [ id "payments" ] [ text "Payments" ]
            , button [ type_ "button", class "second", id "pay", onClick PayClicked ] [ text "Send test webhook" ]
            ]
        , Board.viewPayments model.board
        , none "None yet. A signed webhook brings one."
        , p [ class "error", id "pay-error", attribute "role" "alert" ] [ text model.payProblem ]
        ]


viewConnection : ConnectionState -> Html msg
viewConnection state =
    let
        ( name, words ) =
            case state of
                Connecting ->
                    ( "connecting", "Connecting" )

                Open ->
                    ( "open", "Live" )

                Waiting ->
                    ( "waiting", "Reconnecting" )

                Closed ->
                    ( "closed", "Offline" )
    in
    p [ class "connection", attribute "role" "status", attribute "data-connection" name ] [ text words ]
