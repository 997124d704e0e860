module Main exposing (main)

{-| The page: a form, and a timeline that follows what becomes of it.
-}

import Browser
import BuildAmp exposing (SseEvent(..), SseMessage(..))
import BuildAmp.People as People exposing (Welcome)
import BuildAmpPorts
import BuildAmpSse exposing (ConnectionState(..))
import Form exposing (Form)
import Html exposing (Html, div, h2, p, section, text)
import Html.Attributes exposing (attribute, class, id)
import Http
import Json.Decode as Decode
import Process
import Task
import Time
import Timeline


main : Program () Model Msg
main =
    Browser.element
        { init = \() -> init
        , update = update
        , subscriptions = subscriptions
        , view = view
        }


type alias Model =
    { form : Form
    , welcome : Maybe Welcome
    , connection : ConnectionState
    , toasts : List String
    , clock : Timeline.Clock
    }


{-| What is loaded at once may have a gap; what is loaded once the connection is open has none.
-}
init : ( Model, Cmd Msg )
init =
    ( { form = Form.empty
      , welcome = Nothing
      , connection = Connecting
      , toasts = []
      , clock = Timeline.Clock Time.utc (Time.millisToPosix 0)
      }
    , Cmd.batch
        [ BuildAmp.connect BuildAmpPorts.toBuildAmp
        , load
        , Task.perform Started (Task.map2 Timeline.Clock Time.here Time.now)
        ]
    )


load : Cmd Msg
load =
    Http.get
        { url = "/welcome"
        , expect = Http.expectJson Loaded (Decode.nullable People.welcomeDecoder)
        }



-- UPDATE


type Msg
    = Started Timeline.Clock
    | Ticked Time.Posix
    | Loaded (Result Http.Error (Maybe Welcome))
    | Heard SseEvent
    | ToastEnded
    | FormChanged Form.Msg


update : Msg -> Model -> ( Model, Cmd Msg )
update msg model =
    case msg of
        Started clock ->
            ( { model | clock = clock }, Cmd.none )

        Ticked now ->
            ( { model | clock = Timeline.Clock model.clock.zone now }, Cmd.none )

        Loaded (Ok (Just welcome)) ->
            ( learn welcome model, Cmd.none )

        Loaded _ ->
            -- Nobody has signed up, or the server is away: once it is back, this is loaded again.
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

        FormChanged change ->
            let
                ( form, signedUp, cmd ) =
                    Form.update change model.form

                changed =
                    { model | form = form }
            in
            ( Maybe.map (\welcome -> learn welcome changed) signedUp |> Maybe.withDefault changed
            , Cmd.map FormChanged cmd
            )


hear : SseMessage -> Model -> ( Model, Cmd Msg )
hear message model =
    case message of
        WelcomeEmailSent { email } ->
            ( { model | toasts = model.toasts ++ [ "Welcome mail sent to " ++ email ] }
            , Task.perform (\() -> ToastEnded) (Process.sleep 6000)
            )

        WorkflowProgress progress ->
            -- What is told about the sign-up on this page is a step; about another one, it is a reason to load.
            case model.welcome of
                Just welcome ->
                    if welcome.correlationId == progress.correlationId then
                        ( learn { welcome | steps = [ Timeline.step progress ] } model, Cmd.none )

                    else
                        ( model, load )

                Nothing ->
                    ( model, load )

        Resync _ ->
            ( model, load )

        Unknown _ _ ->
            ( model, Cmd.none )


learn : Welcome -> Model -> Model
learn more model =
    { model | welcome = Just (Maybe.map (Timeline.merge more) model.welcome |> Maybe.withDefault more) }


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
            [ section [ class "card", attribute "aria-labelledby" "sign-up" ]
                [ h2 [ id "sign-up" ] [ text "Sign up" ]
                , Html.map FormChanged (Form.view model.form)
                ]
            , section [ class "card", attribute "aria-labelledby" "progress" ]
                [ div [ class "head" ]
                    [ h2 [ id "progress" ] [ text "What happens" ]
                    , viewConnection model.connection
                    ]
                , Timeline.view model.clock model.welcome
                , p [ class "empty" ]
                    [ text "Nothing yet. Each step of your welcome mail appears here as it happens." ]
                ]
            ]
        , p [ class "note" ]
            [ text "The mail service of this example refuses each mail once, so that there is something to see. A second tab shows the same, and so does a reload." ]
        , div [ class "toasts", attribute "role" "status" ]
            (List.map (\toast -> p [] [ text toast ]) model.toasts)
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
